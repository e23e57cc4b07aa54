"""The telephony engine: calls, queues, agents and menus. It knows no database and no web server."""
