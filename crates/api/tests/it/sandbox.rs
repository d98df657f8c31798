//! All eleven calls against the real sandbox over loopback.
