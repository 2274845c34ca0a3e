using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.Forwarding;

/// <summary>Writes what changed between two snapshots, each transition once, so that a quiet day stays quiet.</summary>
internal static class TransitionLog
{
    public static void Write(ILogger logger, StatusSnapshot before, StatusSnapshot after)
    {
        WriteNetwork(logger, before, after);
        var known = before.Forwards.ToDictionary(forward => forward.Wish.Id);
        foreach (var forward in after.Forwards)
        {
            known.Remove(forward.Wish.Id, out var earlier);
            WriteForward(logger, earlier, forward, before, after);
        }

        foreach (var gone in known.Values.Where(gone => gone.Held.Route != Route.None)) ForwardingLog.Closed(logger, gone.Wish.Device, gone.Wish.Name);
    }

    private static void WriteNetwork(ILogger logger, StatusSnapshot before, StatusSnapshot after)
    {
        if (after.Gateway is not { } gateway) return;
        if (before.Gateway != gateway) ForwardingLog.GatewayFound(logger, gateway.LocalAddress.ToString(), gateway.InterfaceName, gateway.Address.ToString());
        var address = after.ExternalAddress.Address?.ToString();
        if (Answered(after) && !Answered(before))
        {
            ForwardingLog.RouterAnswers(
                logger,
                gateway.Address.ToString(),
                RouterNames.For(after.Router) ?? "it does not tell its name",
                string.Join(", ", after.Protocols.Select(protocol => ProtocolNames.Spoken(protocol.Kind))),
                address ?? "not told");
        }
        else if (Answered(before) && address is not null && address != before.ExternalAddress.Address?.ToString())
        {
            ForwardingLog.ExternalAddressChanged(logger, address);
        }
    }

    // The first line about a router waits for the search and the address, so that it says everything at once.
    private static bool Answered(StatusSnapshot snapshot) =>
        snapshot is { SearchEnded: true, Protocols.IsEmpty: false, Gateway: not null } && snapshot.ExternalAddress != ExternalAddress.Unknown;

    private static void WriteForward(ILogger logger, ForwardSnapshot? earlier, ForwardSnapshot forward, StatusSnapshot before, StatusSnapshot after)
    {
        var (device, name) = (forward.Wish.Device, forward.Wish.Name);
        var external = ForwardAddresses.External(forward, after);
        var was = earlier is null ? null : ForwardAddresses.External(earlier, before);
        if (forward.State == ForwardState.Mapped && external is not null)
        {
            if (was != external || earlier!.State == ForwardState.Failed || earlier.Held.Route != forward.Held.Route)
            {
                var route = forward.Held.Route == Route.Direct ? "directly" : $"relayed by this PC ({forward.Held.Relay!.LocalEndPoint})";
                ForwardingLog.Opened(logger, device, name, external, route, ForwardAddresses.Internal(forward, after), ProtocolNames.Spoken(forward.Held.Mapping!.Via));
            }
        }
        else if (forward.State == ForwardState.Failed && earlier?.State != ForwardState.Failed)
        {
            ForwardingLog.NotReachable(logger, device, name, forward.Held.Relay is { } relay ? $"the relay listens on {relay.LocalEndPoint} for the LAN and VPN" : "nothing is open");
        }
        else if (forward.Held.Route == Route.None && earlier is { Held.Route: not Route.None })
        {
            ForwardingLog.Closed(logger, device, name);
        }
    }
}
