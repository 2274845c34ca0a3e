using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32;

namespace Porthole.Agent.Hosting;

/// <summary>
/// A word for this installation of the operating system: the same after every start, other cards and other names. The identifier that
/// it comes from is not shown to anybody (machine-id(5): "should be considered confidential"), only a keyed hash of it.
/// </summary>
internal static class MachineWord
{
    /// <summary>Enough to tell machines apart.</summary>
    private const int Bytes = 8;

    /// <summary>The word; null where the system has no identifier, as in many containers.</summary>
    public static string? Read()
    {
        try
        {
            var id = OperatingSystem.IsWindows() ? ReadRegistry() : OperatingSystem.IsLinux() ? File.ReadAllText("/etc/machine-id") : null;
            return Of(id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            return null;
        }
    }

    /// <summary>The word for an identifier; null for none. Before its first boot an image holds "uninitialized".</summary>
    public static string? Of(string? id) =>
        Guid.TryParse(id?.Trim(), out var machine) ? Convert.ToHexStringLower(HMACSHA256.HashData(machine.ToByteArray(), Encoding.UTF8.GetBytes("Porthole"))[..Bytes]) : null;

    [SupportedOSPlatform("windows")]
    private static string? ReadRegistry()
    {
        using var key = Registry.LocalMachine.OpenSubKey(@"SOFTWARE\Microsoft\Cryptography");
        return key?.GetValue("MachineGuid") as string;
    }
}
