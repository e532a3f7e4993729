package io.turnstile.core.doctor;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclEntryScope;
import org.apache.hadoop.fs.permission.AclEntryType;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The check of a root's permissions: whether what one user creates in it can be replaced and collected by another of its
 * group. Without that a dataset is its first writer's own.
 */
record PermissionCheck(Path root, Configuration configuration) implements Check {
    private static final String SUBJECT = "permissions";

    @Override
    public void run(List<Finding> findings) throws IOException {
        FileSystem files = root.getFileSystem(configuration);
        FileStatus status = files.getFileStatus(root);
        String owner = status.getOwner() + ":" + status.getGroup() + " " + status.getPermission();
        if ("file".equals(root.toUri().getScheme())) {
            findings.add(Finding.ok(SUBJECT, "It is a local directory, " + owner + ", for one machine."));
            return;
        }
        List<AclEntry> acl = status.hasAcl() ? files.getAclStatus(root).getEntries() : List.of();
        FsPermission umask = FsPermission.getUMask(configuration);
        if (acl.stream().anyMatch(PermissionCheck::isGroupsDefault)) {
            findings.add(Finding.ok(
                    SUBJECT, "It is " + owner + ", and by its default ACL what one creates, a group can replace."));
        } else if (status.getPermission().getGroupAction().implies(FsAction.ALL)
                && !umask.getGroupAction().implies(FsAction.WRITE)) {
            findings.add(Finding.ok(
                    SUBJECT,
                    "It is " + owner + ", and with this umask (" + umask + ") what one creates, group "
                            + status.getGroup() + " can replace. Every other application needs such a umask, too."));
        } else {
            findings.add(Finding.warn(
                    SUBJECT,
                    "It is " + owner + ", the umask is " + umask + ", and it has no default ACL for a group: what one"
                            + " user creates, others cannot replace or collect. That is as it should be if one user"
                            + " writes.",
                    "hdfs dfs -chmod 770 " + root
                            + " && hdfs dfs -setfacl -m group:<group>:rwx,default:group:<group>:rwx,default:mask::rwx "
                            + root + ", before anything is written; -R for what is there"));
        }
    }

    private static boolean isGroupsDefault(AclEntry entry) {
        return entry.getScope() == AclEntryScope.DEFAULT
                && entry.getType() == AclEntryType.GROUP
                && entry.getPermission().implies(FsAction.ALL);
    }
}
