"""Where the apps come together: settings, addresses, navigation, serving."""
