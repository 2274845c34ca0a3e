using Porthole.Tray.Feed;

namespace Porthole.Tray.Status;

/// <summary>Judges what the feed says, as the dashboard does (overview/verdict.js, <c>judge</c>): a camera is reachable when every port of it that is wished is open, and it answers.</summary>
internal static class Verdicts
{
    /// <summary>The router's connection is down, or stands behind another router, or shares its address: open ports may not be reached.</summary>
    private static readonly string[] DoubtfulCodes = ["PH208", "PH209", "PH210"];

    /// <summary>Without a router nobody is asked; what waits for one is closed.</summary>
    private const string NoRouterCode = "PH201";

    public static Verdict Of(FeedState state) => state switch
    {
        FeedState.Live live => Of(live.Status),
        FeedState.Lost { Reason: LostReason.NotAnAgent } => new Verdict(Mood.Away, Standing.Bad, Texts.NotAnAgent),
        FeedState.Lost => new Verdict(Mood.Away, Standing.Bad, Texts.Lost),
        _ => new Verdict(Mood.Away, Standing.Open, Texts.Connecting),
    };

    private static Verdict Of(StatusDocument status)
    {
        var wished = status.Forwards.Where(forward => forward.State != ForwardState.Paused).ToList();
        var closed = wished.Where(forward => forward.State != ForwardState.Mapped).ToList();
        var silent = wished.Where(forward => forward is { State: ForwardState.Mapped, DeviceOnline: false }).ToList();
        var cameras = wished.DistinctBy(forward => forward.Device).Count();
        if (wished.Count == 0) return new Verdict(Mood.Note, Standing.Open, status.Forwards.Count == 0 ? Texts.NoDevices : Texts.AllPaused);
        var isAsked = status.Problems.All(problem => problem.Code != NoRouterCode);
        if (isAsked && wished.Exists(forward => forward.State == ForwardState.Pending)) return new Verdict(Mood.Note, Standing.Open, Texts.Opening);
        if (closed.Count + silent.Count > 0)
        {
            var open = cameras - closed.Concat(silent).DistinctBy(forward => forward.Device).Count();
            var sentence = closed.Count + silent.Count == wished.Count ? Texts.NoneOpen(cameras) : Texts.SomeOpen(open, cameras);
            return new Verdict(Mood.Bad, Standing.Bad, silent.Count == 0 ? sentence : $"{sentence} {Texts.NotAnswering(silent.DistinctBy(forward => forward.Device).Count(), cameras)}");
        }

        return status.Problems.Any(problem => DoubtfulCodes.Contains(problem.Code))
            ? new Verdict(Mood.Note, Standing.Bad, Texts.MayNotReach)
            : new Verdict(Mood.Good, Standing.Good, Texts.AllOpen(cameras));
    }
}
