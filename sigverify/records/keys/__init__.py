"""Where the master key of records comes from: a file, the system's keyring, a PKCS#11 token."""
