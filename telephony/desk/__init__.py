"""Work in writing (chats, e-mails) in the core: enqueued, offered, accepted, closed. It has no leg."""
