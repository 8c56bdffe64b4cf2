"""What surrounds the screens: sign-in, sidebar, top bar, search, lock, messages, crash dialog, About."""
