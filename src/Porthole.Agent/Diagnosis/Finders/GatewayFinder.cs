using System.Collections.Immutable;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH201 and PH202: there is no gateway, or it answers nothing.</summary>
internal static class GatewayFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        if (!snapshot.SearchEnded) return [];
        if (snapshot.Gateway is null) return [NoGateway(snapshot)];
        return snapshot.Protocols.IsEmpty && !snapshot.IsClimbing ? [NoProtocol(snapshot)] : [];
    }

    private static Problem NoGateway(StatusSnapshot snapshot)
    {
        var missing = MissingGateway.For(snapshot.Wished);
        return new Problem
        {
            Code = "PH201",
            Severity = ProblemSeverity.Error,
            Title = missing.Title,
            Evidence = missing.Evidence,
            Cause = missing.Cause,
            Remedy = [.. missing.Remedy, "Porthole waits and goes on by itself as soon as there is a router."],
            Forwards = [.. snapshot.Forwards.Select(forward => forward.Wish.Id)],
        };
    }

    private static Problem NoProtocol(StatusSnapshot snapshot)
    {
        var forwards = snapshot.Forwards.Where(forward => forward.State != ForwardState.Mapped).ToImmutableArray();
        return new Problem
        {
            Code = "PH202",
            Severity = ProblemSeverity.Error,
            Title = $"The router {snapshot.Gateway!.Address} does not open ports by itself: it answers none of UPnP, NAT-PMP and PCP",
            Evidence = string.Join('\n', snapshot.Probes.Select(probe => $"{ProtocolNames.Spoken(probe.Protocol)}: {probe.Tried}; {probe.Answer}")),
            Cause = "UPnP is switched off in the router, or the router does not have it. Many providers' routers come with it switched off.",
            Remedy =
            [
                RouterAdvice.SwitchOn(RouterAdvice.MenuOf(snapshot), snapshot.Gateway.Address),
                .. ManualRule.Advice(forwards, snapshot),
            ],
            Meanwhile = ManualRule.Meanwhile(forwards),
            Forwards = [.. forwards.Select(forward => forward.Wish.Id)],
        };
    }
}
