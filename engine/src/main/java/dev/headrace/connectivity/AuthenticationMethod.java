package dev.headrace.connectivity;

/// How a user proves who it is, by the names of `auth_method`.
public enum AuthenticationMethod {
    PASSWORD,
    CLIENT_CERTIFICATE,
    AWS_IAM,
    ENTRA_ID
}
