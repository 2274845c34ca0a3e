using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.History;

/// <summary>A forward's state in the words of the history.</summary>
internal static class ForwardWords
{
    public static Told Of(ForwardSnapshot forward, StatusSnapshot snapshot)
    {
        var words = Words(forward, ForwardAddresses.External(forward, snapshot));

        // Another external address is one transition of the router, not one of each of 500 forwards; a restored mapping looks as before but is news.
        var key = $"{forward.State} {forward.Held.Route} {forward.Held.Mapping?.Via} {forward.Held.Mapping?.ExternalPort} {forward.RestoredAt?.UtcTicks}";
        return new Told(TransitionKind.Forward, forward.Wish.Id, $"{forward.Wish.Device} {forward.Wish.Name}", words) { Key = key, State = forward.State };
    }

    /// <summary>What brought it there, and what refused a better way.</summary>
    public static string Why(ForwardSnapshot forward)
    {
        var refused = forward.Held.Route == Route.Direct ? null : forward.Held.Refusals.FirstOrDefault()?.Refusal.Evidence;
        return refused is null || forward.Why.Contains(refused, StringComparison.Ordinal) ? forward.Why : $"{forward.Why}; {refused}";
    }

    private static string Words(ForwardSnapshot forward, string? external) => forward.State switch
    {
        ForwardState.Mapped => $"open at {external ?? $"port {forward.Held.Mapping?.ExternalPort}"}, {(forward.Held.Route == Route.Direct ? "direct" : "relayed")} by {ProtocolNames.Spoken(forward.Held.Mapping!.Via)}",
        ForwardState.Failed when forward.Held.Relay is { } relay => $"not open, relay only at {relay.LocalEndPoint}",
        ForwardState.Failed => "not open",
        ForwardState.Paused => "paused",
        _ => "waiting for the router",
    };
}
