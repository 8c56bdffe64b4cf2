"""Changes of a configuration after its order was entered."""
