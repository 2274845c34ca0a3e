using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;

namespace Porthole.Agent.Hosting;

/// <summary>Writes a file that only its owner may read, and on Windows the administrators; never for a moment anybody else.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string content)
    {
        var next = path + ".new";

        // A file that stands there already would keep its rights.
        File.Delete(next);
        using (var stream = OperatingSystem.IsWindows() ? CreateOnWindows(next) : CreateOnUnix(next))
        {
            stream.Write(Encoding.ASCII.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>Whether nobody but its owner may touch the file. On Windows the rights are the installer's matter: it may let the owner of the PC in.</summary>
    public static bool IsPrivate(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~OwnerOnly) == UnixFileMode.None;

    [UnsupportedOSPlatform("windows")]
    private static FileStream CreateOnUnix(string path) => new(
        path,
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly });

    [SupportedOSPlatform("windows")]
    private static FileStream CreateOnWindows(string path)
    {
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var self = WindowsIdentity.GetCurrent();
        foreach (var who in new[] { new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null), new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null), self.User })
        {
            if (who is not null) rights.AddAccessRule(new FileSystemAccessRule(who, FileSystemRights.FullControl, AccessControlType.Allow));
        }

        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, bufferSize: 4096, FileOptions.None, rights);
    }
}
