"""The Asterisk driver: legs over one ARI websocket, recordings and device states over AMI."""
