using Porthole.Agent.Status;

namespace Porthole.Agent.Forwarding;

/// <summary>What can be done for a forward; one thing at a time.</summary>
internal enum Work
{
    None,
    Release,
    Climb,
    Renew,
    Verify,
    Improve,
}

/// <summary>Which work a forward is due for, and when. A pure function of what the loop knows.</summary>
internal static class WorkPlan
{
    /// <summary>The next work and its time; <see cref="Work.None"/> when only an event can change anything.</summary>
    public static (Work Work, DateTimeOffset At) Next(ForwardMachine machine, GatewayView? view, bool upnpAllowed)
    {
        if (machine.IsBusy) return (Work.None, default);
        if (machine.IsLeaving)
            return machine.Held == Holding.Nothing ? (Work.None, default) : (Work.Release, default);
        if (view is null) return (Work.None, default);
        if (machine.Held.Route == Route.None)
        {
            var ready = Ladder.StartsAt(machine.Wish, machine.Placement, view, upnpAllowed);
            return ready == DateTimeOffset.MaxValue ? (Work.None, default) : (Work.Climb, Later(ready, machine.ClimbNotBefore));
        }

        var next = (Work: Work.None, At: DateTimeOffset.MaxValue);
        if (machine.Held.IsMapped)
        {
            Consider(Work.Renew, machine.RenewAt);
            Consider(Work.Verify, machine.VerifyAt);
        }

        Consider(Work.Improve, machine.ImproveAt);
        return next;

        void Consider(Work work, DateTimeOffset? at)
        {
            if (at < next.At) next = (work, at.Value);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
