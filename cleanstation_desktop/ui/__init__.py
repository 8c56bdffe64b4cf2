"""The client: screens of orders, bills of material and checklists over the services (DESIGN §2)."""
