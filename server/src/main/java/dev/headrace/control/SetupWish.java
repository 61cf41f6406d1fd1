package dev.headrace.control;

/// What is wanted of setup tests this once.
///
/// @param run whether they are to run at all
/// @param trustCertificates whether to approve what the database presents
/// @param trustFingerprints whether to approve the key that the SSH server shows
public record SetupWish(boolean run, boolean trustCertificates, boolean trustFingerprints) {}
