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
        var wished = new Reach();
        var failing = new Reach();
        var silent = new Reach();
        var isPending = false;
        foreach (var forward in status.Forwards)
        {
            if (forward.State == ForwardState.Paused) continue;
            wished.Add(forward);
            isPending |= forward.State == ForwardState.Pending;
            if (forward is { State: ForwardState.Mapped, DeviceOnline: false }) silent.Add(forward);
            if (forward is not { State: ForwardState.Mapped, DeviceOnline: not false }) failing.Add(forward);
        }

        if (wished.Forwards == 0) return new Verdict(Mood.Note, Standing.Open, status.Forwards.Count == 0 ? Texts.NoDevices : Texts.AllPaused);
        if (isPending && !HasAny(status, NoRouterCode)) return new Verdict(Mood.Note, Standing.Open, Texts.Opening);
        if (failing.Forwards > 0)
        {
            var sentence = failing.Forwards == wished.Forwards ? Texts.NoneOpen(wished.Cameras) : Texts.SomeOpen(wished.Cameras - failing.Cameras, wished.Cameras);
            return new Verdict(Mood.Bad, Standing.Bad, silent.Forwards == 0 ? sentence : $"{sentence} {Texts.NotAnswering(silent.Cameras, wished.Cameras)}");
        }

        return HasAny(status, DoubtfulCodes)
            ? new Verdict(Mood.Note, Standing.Bad, Texts.MayNotReach)
            : new Verdict(Mood.Good, Standing.Good, Texts.AllOpen(wished.Cameras));
    }

    private static bool HasAny(StatusDocument status, params string[] codes)
    {
        foreach (var problem in status.Problems)
        {
            if (Array.IndexOf(codes, problem.Code) >= 0) return true;
        }

        return false;
    }

    /// <summary>Counts forwards, and the cameras that they belong to.</summary>
    private sealed class Reach
    {
        private readonly HashSet<string> _cameras = new(StringComparer.Ordinal);

        public int Forwards { get; private set; }

        public int Cameras => _cameras.Count;

        public void Add(Forward forward)
        {
            Forwards++;
            _cameras.Add(forward.Device);
        }
    }
}
