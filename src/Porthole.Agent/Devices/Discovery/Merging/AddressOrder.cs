using System.Net;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Sorts addresses as numbers: 192.168.1.9 stands before 192.168.1.20.</summary>
internal sealed class AddressOrder : IComparer<IPAddress>
{
    public static AddressOrder Instance { get; } = new();

    public int Compare(IPAddress? x, IPAddress? y) => (x?.GetAddressBytes() ?? []).AsSpan().SequenceCompareTo(y?.GetAddressBytes() ?? []);
}
