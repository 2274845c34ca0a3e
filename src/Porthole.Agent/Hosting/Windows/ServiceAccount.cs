using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>The account that exists for this service alone: no password, and no rights but what is given to it by name.</summary>
internal static class ServiceAccount
{
    /// <summary>The service's name.</summary>
    public const string Service = "Porthole";

    /// <summary>Windows makes a virtual account of this name for every service.</summary>
    public const string Name = $@"NT SERVICE\{Service}";

    /// <summary>The security identifier of a service's virtual account, known before the service exists: S-1-5-80 and the SHA-1 of the name in capitals, as five numbers ([MS-DTYP] 2.4.2.4, "NT SERVICE").</summary>
    public static string SidOf(string service)
    {
        // Not for secrecy: Windows defines the number so.
#pragma warning disable CA5350
        var hash = SHA1.HashData(Encoding.Unicode.GetBytes(service.ToUpperInvariant()));
#pragma warning restore CA5350
        var numbers = Enumerable.Range(0, 5).Select(index => BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(index * 4)));
        return $"S-1-5-80-{string.Join('-', numbers)}";
    }
}
