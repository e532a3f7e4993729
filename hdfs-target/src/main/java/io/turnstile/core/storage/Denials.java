package io.turnstile.core.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** A factory of access-denied exceptions: what is said where the caller may not do something. */
final class Denials {
    private Denials() {}

    static AccessControlException mayNotWrite(Path path, AccessDeniedException denied) {
        String reason = "permission denied at " + denied.getFile(); // It says the file, and nothing else.
        return mayNotWrite(path, translated(new AccessControlException(reason), denied));
    }

    static AccessControlException mayNotWrite(Path path, AccessControlException denied) {
        return inOneSentence("Cannot write " + path, denied, " Ask its owner for permission to write there.");
    }

    static AccessControlException mayNotRead(Path path, AccessControlException denied) {
        return inOneSentence("Cannot read " + path, denied, " Ask its owner for permission to read it.");
    }

    /** The NameNode's own words bring its stack trace along. */
    private static AccessControlException inOneSentence(String what, AccessControlException denied, String advice) {
        String reason = String.valueOf(denied.getMessage()).lines().findFirst().orElse("denied");
        return translated(new AccessControlException(what + ": " + reason + "." + advice), denied);
    }

    static <E extends IOException> E translated(E exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }
}
