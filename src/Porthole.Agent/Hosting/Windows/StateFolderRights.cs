using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>
/// Who may do what in the state folder: the service writes, administrators do everything, the owner (who installed it)
/// reads all, the token included. Nobody else reads anything: the token opens cameras to the internet.
/// </summary>
internal static class StateFolderRights
{
    /// <summary>The access list in SDDL: protected, so that nothing of <c>%ProgramData%</c>, where every user may write, comes down to it.</summary>
    /// <param name="owner">The owner's security identifier; null when it is not to be had.</param>
    public static string Sddl(string? owner)
    {
        const string LocalSystem = "(A;OICI;FA;;;SY)";
        const string Administrators = "(A;OICI;FA;;;BA)";
        var service = $"(A;OICI;0x1301bf;;;{ServiceAccount.SidOf(ServiceAccount.Service)})"; // modify
        return $"D:P{LocalSystem}{Administrators}{service}{(owner is null ? "" : $"(A;OICI;0x1200a9;;;{owner})")}"; // read and execute
    }

    [SupportedOSPlatform("windows")]
    public static void Apply(string folder) => Set(folder, Sddl(WindowsIdentity.GetCurrent().User?.Value));

    /// <summary>The same for one file in the folder, for one that does not take over the folder's list: the token.</summary>
    [SupportedOSPlatform("windows")]
    public static void ApplyToFile(string file)
    {
        var security = new FileSecurity();
        security.SetSecurityDescriptorSddlForm(Sddl(WindowsIdentity.GetCurrent().User?.Value).Replace("OICI", ""), AccessControlSections.Access);
        new FileInfo(file).SetAccessControl(security);
    }

    /// <summary>The access list as it is, to be put back by <see cref="Set"/>.</summary>
    [SupportedOSPlatform("windows")]
    public static string Read(string folder) => new DirectoryInfo(folder).GetAccessControl(AccessControlSections.Access).GetSecurityDescriptorSddlForm(AccessControlSections.Access);

    [SupportedOSPlatform("windows")]
    public static void Set(string folder, string sddl)
    {
        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm(sddl, AccessControlSections.Access);
        new DirectoryInfo(folder).SetAccessControl(security);
    }
}
