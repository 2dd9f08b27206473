"""What may be asked of the services, and the shape of what they answer: marshmallow schemas.

The portal publishes them as its OpenAPI document and refuses early by them; each service checks its remote
calls by the same ones. Requests refuse unknown fields; messages are codes as in `contracts.fields`.
"""

from .base import Answer, Page, PageQuery, Request

__all__ = ["Answer", "Page", "PageQuery", "Request"]
