using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Status;

/// <summary>Says whose an entry of the router's table is.</summary>
internal static class MappingOwners
{
    /// <summary>What every Porthole writes into the description of its mappings first, this one and any other on the LAN.</summary>
    public const string Mark = "Porthole-";

    /// <summary>The owner, the forward it belongs to if it is this agent's, and the registered device it leads to if there is one.</summary>
    public static (MappingOwner Owner, string? Forward, string? Device) Of(TableEntry entry, StatusSnapshot snapshot)
    {
        var forward = snapshot.Forwards.FirstOrDefault(forward => IsSame(forward.Held.Mapping, entry));
        if (forward is not null) return (MappingOwner.Porthole, forward.Wish.Id, forward.Wish.Device);
        if (snapshot.Left.FirstOrDefault(left => IsSame(left.Mapping, entry)) is { } left)
            return (MappingOwner.Porthole, left.Forward, snapshot.Forwards.FirstOrDefault(forward => forward.Wish.Id == left.Forward)?.Wish.Device);
        var device = snapshot.Forwards.FirstOrDefault(forward => entry.InternalAddress is { } address && LeadsTo(forward, address))?.Wish.Device;
        var isPortholes = entry.Description.StartsWith(Mark, StringComparison.Ordinal);
        var owner = entry.InternalAddress is { } inner && inner.Equals(snapshot.Gateway?.LocalAddress) ? MappingOwner.ThisPc
            : device is not null && !isPortholes ? MappingOwner.Device
            : MappingOwner.Other;
        return (owner, null, device);
    }

    private static bool LeadsTo(ForwardSnapshot forward, IPAddress address) => address.Equals(forward.Wish.Address) || address.Equals(forward.Wish.RegisteredAddress);

    private static bool IsSame(Mapping? mapping, TableEntry entry) =>
        mapping is not null
        && (mapping.Transport, mapping.ExternalPort) == (entry.Transport, entry.ExternalPort)
        && (entry.InternalAddress is null || entry.InternalAddress.Equals(mapping.Internal.Address));
}
