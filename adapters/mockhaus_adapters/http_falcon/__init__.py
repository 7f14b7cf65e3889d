"""The HTTP adapter: REST API v1 on Falcon's ASGI application."""
