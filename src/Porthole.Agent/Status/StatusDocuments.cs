using System.Collections.Immutable;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Devices;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Status;

/// <summary>Writes a snapshot as the status document.</summary>
internal static class StatusDocuments
{
    public static StatusDocument From(StatusSnapshot snapshot)
    {
        // Looked up, not searched: 500 forwards may well have 500 problems.
        var codes = snapshot.Problems
            .SelectMany(problem => problem.Forwards.Select(id => (Id: id, problem.Code)))
            .ToLookup(entry => entry.Id, entry => entry.Code, StringComparer.Ordinal);
        return new StatusDocument
        {
            Version = ProductVersion.Text,
            StartedAt = snapshot.StartedAt,
            Network = Network(snapshot),
            Forwards = [.. snapshot.Forwards.Select(forward => Forward(forward, snapshot, [.. codes[forward.Wish.Id].Distinct(StringComparer.Ordinal)]))],
            Problems = snapshot.Problems,
        };
    }

    public static NetworkStatus Network(StatusSnapshot snapshot) => new()
    {
        Interface = snapshot.Gateway?.InterfaceName,
        LocalAddress = snapshot.Gateway?.LocalAddress.ToString(),
        Gateway = snapshot.Gateway?.Address.ToString(),
        Router = RouterNames.For(snapshot.Router),

        // UPnP first: it is the one that can map to the devices.
        Protocols = [.. snapshot.Protocols.Reverse().Select(protocol => protocol.Name)],
        ExternalAddress = snapshot.ExternalAddress.Address?.ToString(),
        Reachability = Reachabilities.Of(snapshot),
    };

    private static ForwardStatus Forward(ForwardSnapshot forward, StatusSnapshot snapshot, ImmutableArray<string> problems)
    {
        var external = ForwardAddresses.External(forward, snapshot);
        var mapping = forward.Held.Mapping;
        return new ForwardStatus
        {
            Id = forward.Wish.Id,
            Device = forward.Wish.Device,
            Name = forward.Wish.Name,
            Protocol = forward.Wish.Transport == Transport.Tcp ? "tcp" : "udp",
            Internal = ForwardAddresses.Target(forward, snapshot),
            External = external,
            Route = forward.Held.Route,
            Via = mapping is null ? null : ProtocolNames.Via(mapping.Via),
            State = forward.State,
            LeaseExpires = mapping?.ExpiresAt,
            RenewsAt = mapping is null ? null : forward.RenewsAt,
            Relay = Relay(forward),
            Url = external is null ? null : StreamUrl.For(forward.Wish, external),
            DeviceOnline = forward.DeviceOnline,
            Problems = problems,
        };
    }

    private static RelayStatus? Relay(ForwardSnapshot forward)
    {
        if (forward.Held.Relay is not { } relay) return null;
        var counters = relay.Counters;
        return new RelayStatus(relay.LocalEndPoint.ToString(), counters.Connections, counters.BytesIn, counters.BytesOut, counters.Refused);
    }
}
