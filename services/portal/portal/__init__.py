"""The one door for people: pages, JSON API and sign-in. It knows accounts; everything else it asks the services."""
