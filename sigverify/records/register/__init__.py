"""The register: accounts, signatories and specimens, and changes of them."""
