using System.Collections.Immutable;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH203, PH204, PH207 and PH213: the gateway answers, but not with what was wished.</summary>
internal static class RefusalFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        // A first climb still runs: wait for it, so that the problem names every forward it concerns.
        if (snapshot.IsClimbing) yield break;

        // Without a connection a router refuses in many words; PH208 says it in one.
        if (snapshot.Gateway is null || snapshot.Protocols.IsEmpty || Reachabilities.Of(snapshot) == Reachability.Offline) yield break;
        var failed = snapshot.Forwards.Where(forward => forward.State == ForwardState.Failed && !forward.Held.Refusals.IsEmpty).ToImmutableArray();
        var full = With(failed, RefusalReason.TableFull);
        var unlisted = With(failed, RefusalReason.NotListed);
        var refused = failed.Except(full).Except(unlisted).ToImmutableArray();
        var stepped = snapshot.Forwards.Where(forward => forward.Held.Route == Route.Relayed && forward.Held.Refusals.Any(IsDirectRefusal)).ToImmutableArray();
        if (!refused.IsEmpty) yield return RefusesAll(refused, snapshot);
        if (!full.IsEmpty) yield return TableFull(full, snapshot);
        if (!unlisted.IsEmpty) yield return NotListed(unlisted, snapshot);
        if (!stepped.IsEmpty) yield return OnlyForAsker(stepped, snapshot);
    }

    private static Problem RefusesAll(ImmutableArray<ForwardSnapshot> forwards, StatusSnapshot snapshot) => new()
    {
        Code = "PH204",
        Severity = ProblemSeverity.Error,
        Title = $"The router {snapshot.Gateway!.Address} answers, but refuses to open ports",
        Evidence = Evidence(forwards),
        Cause = "The router's rules forbid it, for this PC or for these ports. Routers do not tell which rule it was.",
        Remedy =
        [
            RouterAdvice.Permit(RouterAdvice.MenuOf(snapshot), snapshot.Gateway.Address),
            .. ManualRule.Advice(forwards, snapshot),
        ],
        Meanwhile = ManualRule.Meanwhile(forwards),
        Forwards = Ids(forwards),
    };

    private static Problem TableFull(ImmutableArray<ForwardSnapshot> forwards, StatusSnapshot snapshot) => new()
    {
        Code = "PH213",
        Severity = ProblemSeverity.Error,
        Title = $"The router {snapshot.Gateway!.Address} has no room for more port mappings",
        Evidence = Evidence(forwards),
        Cause = "Its table is full, often of entries that other programs left behind.",
        Remedy = ["Restart the router, which empties the table on most models.", .. ManualRule.Advice(forwards, snapshot)],
        Meanwhile = ManualRule.Meanwhile(forwards),
        Forwards = Ids(forwards),
    };

    private static Problem NotListed(ImmutableArray<ForwardSnapshot> forwards, StatusSnapshot snapshot) => new()
    {
        Code = "PH207",
        Severity = ProblemSeverity.Error,
        Title = $"The router {snapshot.Gateway!.Address} says yes, but does not open the port",
        Evidence = Evidence(forwards),
        Cause = "Some routers answer success and forget the mapping, in most cases until they are restarted.",
        Remedy = ["Restart the router, and update its firmware if there is a newer one.", .. ManualRule.Advice(forwards, snapshot)],
        Meanwhile = ManualRule.Meanwhile(forwards),
        Forwards = Ids(forwards),
    };

    private static Problem OnlyForAsker(ImmutableArray<ForwardSnapshot> forwards, StatusSnapshot snapshot) => new()
    {
        Code = "PH203",
        Severity = ProblemSeverity.Info,
        Title = "The router opens these ports only for this PC: this PC relays to the devices",
        Evidence = Evidence(forwards),
        Cause = "The router is in secure mode, or its rules forbid the device's port. That is a sound default of many routers.",
        Remedy =
        [
            "Nothing need be done. The devices are reachable while this PC is on.",
            $"To do without this PC, enter the devices' ports by hand, {RouterAdvice.RuleMenu(RouterAdvice.MenuOf(snapshot))}.",
        ],
        Forwards = Ids(forwards),
    };

    /// <summary>What was asked and answered, each different line once.</summary>
    private static string Evidence(ImmutableArray<ForwardSnapshot> forwards) =>
        string.Join('\n', forwards.SelectMany(forward => forward.Held.Refusals).Select(Line).Distinct().Take(MostLines));

    /// <summary>Enough to see what the router does; five hundred forwards are refused in the same words.</summary>
    private const int MostLines = 12;

    private static string Line(Attempt attempt) =>
        $"{(attempt.Rung.Protocol is { } protocol ? ProtocolNames.Spoken(protocol) : "relay")}, {(attempt.Rung.Route == Route.Direct ? "for the device" : "for this PC")}: {attempt.Refusal.Evidence}";

    private static bool IsDirectRefusal(Attempt attempt) =>
        attempt.Rung.Route == Route.Direct && attempt.Refusal.Reason is not (RefusalReason.NoAnswer or RefusalReason.Unsupported);

    private static ImmutableArray<ForwardSnapshot> With(ImmutableArray<ForwardSnapshot> forwards, RefusalReason reason) =>
        [.. forwards.Where(forward => forward.Held.Refusals.Any(attempt => attempt.Refusal.Reason == reason))];

    private static ImmutableArray<string> Ids(ImmutableArray<ForwardSnapshot> forwards) => [.. forwards.Select(forward => forward.Wish.Id)];
}
