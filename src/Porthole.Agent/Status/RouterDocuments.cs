using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Diagnosis;
using Porthole.PortMapping;

namespace Porthole.Agent.Status;

/// <summary>Reads the router's table and says whose each row is.</summary>
internal static class RouterDocuments
{
    public static async Task<RouterDocument> ReadAsync(StatusSnapshot snapshot, CancellationToken cancellationToken)
    {
        var network = StatusDocuments.Network(snapshot);
        if (snapshot.Gateway is null) return Unreadable($"{MissingGateway.For(snapshot.Wished).Title}.");
        if (snapshot.Protocols.IsEmpty) return Unreadable("The router answers none of UPnP, NAT-PMP and PCP.");
        if (snapshot.Protocols.FirstOrDefault(protocol => protocol.CanRead) is not { } reader)
            return Unreadable("The router answers NAT-PMP or PCP only, which cannot list what is open.");
        var list = await reader.ListAsync(cancellationToken);
        return list.IsGranted
            ? new RouterDocument { Network = network, Readable = true, Mappings = [.. list.Value.OrderBy(entry => entry.ExternalPort).Select(entry => Row(entry, snapshot))] }
            : Unreadable(list.Refusal.Evidence);

        RouterDocument Unreadable(string why) => new() { Network = network, Readable = false, Obstacle = why };
    }

    private static RouterMapping Row(TableEntry entry, StatusSnapshot snapshot)
    {
        var (owner, forward, device) = MappingOwners.Of(entry, snapshot);
        return new RouterMapping
        {
            Protocol = entry.Transport == Transport.Tcp ? "tcp" : "udp",
            ExternalPort = entry.ExternalPort,
            Internal = entry.InternalAddress is { } inner ? new IPEndPoint(inner, entry.InternalPort).ToString() : $":{entry.InternalPort}",
            Description = entry.Description,
            LeaseSeconds = (long?)entry.LeaseLeft?.TotalSeconds,
            Enabled = entry.Enabled,
            RemoteHost = entry.RemoteHost,
            Owner = owner,
            Forward = forward,
            Device = device,
            Risk = ExposureRules.Risk(entry.Transport, entry.InternalPort, entry.ExternalPort) is { } risk ? $"Dangerous: {risk}." : null,
        };
    }
}
