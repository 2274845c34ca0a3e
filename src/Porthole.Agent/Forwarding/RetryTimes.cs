using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>When a forward that is not on its best rung is taken up the ladder again.</summary>
internal static class RetryTimes
{
    /// <summary>A refusal with a reason changes only when somebody changes the router; asking every hour spares its log (tailscale#810).</summary>
    public static readonly TimeSpan BetterRung = TimeSpan.FromHours(1);

    /// <summary>Silence and unexplained failures heal with the router's boot: soon, then ever more rarely.</summary>
    public static readonly TimeSpan FirstAfterSilence = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan MostAfterSilence = TimeSpan.FromMinutes(15);

    /// <summary>A router that moved its control URL while it was silent is found within this, should it not announce itself.</summary>
    public static readonly TimeSpan MostBetweenSearches = TimeSpan.FromMinutes(2);

    public static TimeSpan After(Holding held, int failures) =>
        !MayHeal(held)
            ? BetterRung
            : TimeSpan.FromTicks(Math.Min(MostAfterSilence.Ticks, FirstAfterSilence.Ticks << Math.Min(failures, 10)));

    /// <summary>Whether a rung above was refused for a reason that passes: a router that boots, or whose line is coming up.</summary>
    public static bool MayHeal(Holding held) => held.Refusals.Any(MayHeal);

    private static bool MayHeal(Attempt attempt) => attempt.Refusal.Reason is
        RefusalReason.NoAnswer or RefusalReason.Unexplained or RefusalReason.ConnectionDown or RefusalReason.Garbage or RefusalReason.TableFull;
}
