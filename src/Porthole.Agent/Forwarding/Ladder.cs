using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>The ladder of DESIGN.md: which rungs a forward may take on a gateway, best first.</summary>
internal static class Ladder
{
    /// <summary>
    /// How long a forward that could be direct waits for UPnP after the first search began, when another protocol
    /// has answered already: UPnP has to fetch a description first, and settling for the relay would mean moving
    /// back a moment later.
    /// </summary>
    public static readonly TimeSpan DirectGrace = TimeSpan.FromSeconds(1);

    public static ImmutableArray<Rung> For(WishedForward wish, DevicePlacement placement, GatewayView view, bool relayEnabled)
    {
        var rungs = ImmutableArray.CreateBuilder<Rung>();
        if (MayBeDirect(wish, placement))
        {
            foreach (var protocol in DirectProtocols(placement, view).Where(protocol => !IsKnownRefused(wish, placement, view, protocol.Kind))) rungs.Add(new Rung(Route.Direct, protocol.Kind));
        }

        if (relayEnabled && wish.Route != RoutePreference.Direct)
        {
            foreach (var protocol in view.Protocols) rungs.Add(new Rung(Route.Relayed, protocol.Kind));
            rungs.Add(new Rung(Route.RelayOnly, null));
        }

        return rungs.ToImmutable();
    }

    /// <summary>The rung that a climb is expected to begin on, while the search runs too; null when no protocol is to be expected.</summary>
    public static Rung? Expected(WishedForward wish, DevicePlacement placement, GatewayView view, PortholeSettings settings)
    {
        var mayBeDirect = MayBeDirect(wish, placement);
        var upnpMayCome = !view.SearchEnded && settings.Gateway.Protocols.Contains(MappingProtocol.UpnpIgd) && view.Find(MappingProtocol.UpnpIgd) is null;
        var first = For(wish, placement, view, settings.Relay.Enabled).FirstOrDefault(rung => rung.Protocol is not null);
        if (first?.Route == Route.Direct) return first;
        if (upnpMayCome && mayBeDirect && placement == DevicePlacement.BehindTheRouter && !IsKnownRefused(wish, placement, view, MappingProtocol.UpnpIgd))
            return new Rung(Route.Direct, MappingProtocol.UpnpIgd);
        if (first is not null || view.SearchEnded || settings.Gateway.Protocols.IsEmpty) return first;
        var route = mayBeDirect && placement == DevicePlacement.ThisPc ? Route.Direct : Route.Relayed;
        return route == Route.Direct || settings.Relay.Enabled ? new Rung(route, settings.Gateway.Protocols.Min()) : null;
    }

    /// <summary>Whether the router may lead traffic straight to the device.</summary>
    public static bool MayBeDirect(WishedForward wish, DevicePlacement placement) =>
        wish.Route != RoutePreference.Relay

        // A router's own source filter cannot be relied on: it may ignore it without a word.
        && wish.AllowFrom is null
        && placement is DevicePlacement.BehindTheRouter or DevicePlacement.ThisPc;

    /// <summary>The direct rungs that are left out because this gateway is known to refuse them, as attempts that were not made again.</summary>
    public static IEnumerable<Attempt> LeftOut(WishedForward wish, DevicePlacement placement, GatewayView view) =>
        MayBeDirect(wish, placement)
            ? DirectProtocols(placement, view)
                .Where(protocol => IsKnownRefused(wish, placement, view, protocol.Kind))
                .Select(protocol => new Attempt(new Rung(Route.Direct, protocol.Kind), wish.ExternalPort, view.OnlyForAsker[protocol.Kind]) { IsRecalled = true })
            : [];

    /// <summary>When the climb may begin: at once when the best rung is known, else when the search or the grace is over.</summary>
    public static DateTimeOffset StartsAt(WishedForward wish, DevicePlacement placement, GatewayView view, bool upnpAllowed)
    {
        if (view.SearchEnded) return DateTimeOffset.MinValue;
        if (view.Protocols.IsEmpty) return DateTimeOffset.MaxValue;
        var upnpMayComeYet = upnpAllowed && view.Find(MappingProtocol.UpnpIgd) is null;
        return upnpMayComeYet
            && !IsKnownRefused(wish, placement, view, MappingProtocol.UpnpIgd)
            && placement == DevicePlacement.BehindTheRouter && MayBeDirect(wish, placement)
            ? view.SearchStartedAt + DirectGrace
            : DateTimeOffset.MinValue;
    }

    // A forward that may only be direct has nothing to lose by asking.
    private static bool IsKnownRefused(WishedForward wish, DevicePlacement placement, GatewayView view, MappingProtocol kind) =>
        placement == DevicePlacement.BehindTheRouter && wish.Route != RoutePreference.Direct && view.OnlyForAsker.ContainsKey(kind);

    private static IEnumerable<IGatewayProtocol> DirectProtocols(DevicePlacement placement, GatewayView view) =>
        placement == DevicePlacement.ThisPc
            ? view.Protocols
            : view.Protocols.Where(protocol => protocol.CanMapForOthers).OrderByDescending(protocol => protocol.Kind == MappingProtocol.UpnpIgd);
}
