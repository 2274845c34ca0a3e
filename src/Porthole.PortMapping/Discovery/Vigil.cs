namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Asks a gateway now and then whether it is still the one it was, where that is not to be heard. One that announces its
/// restart, and is heard, is not asked at all: an idle network stays idle (fewer than 20 packets an hour).
/// </summary>
/// <param name="cheapest">The probe that asks at the least cost; null while the gateway answers nothing.</param>
/// <param name="returned">Told when the gateway answers again after a silence; a restart shows by itself in most answers, but not in all.</param>
/// <param name="time">The clock.</param>
internal sealed class Vigil(Func<IProtocolProbe?> cheapest, Action<string> returned, TimeProvider time)
{
    /// <summary>A restart that nobody hears of is found within this: one packet of 60 bytes, a thousandth of what a camera's picture takes.</summary>
    public static readonly TimeSpan PaceWhenLost = TimeSpan.FromSeconds(15);

    /// <summary>Not known whether it would be heard, as of a gateway without UPnP: 15 packets an hour fit beside the rest.</summary>
    public static readonly TimeSpan PaceWhenUnknown = TimeSpan.FromMinutes(4);

    /// <summary>One hop away an answer takes milliseconds; this is for a wireless link and a busy router.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A gateway that fell silent boots, and is wanted back at once.</summary>
    public static readonly TimeSpan PaceInSilence = TimeSpan.FromSeconds(2);

    /// <summary>The slowest routers on sale take a few minutes to boot; one that is off for longer is asked at the usual pace.</summary>
    private static readonly TimeSpan LongestBoot = TimeSpan.FromMinutes(5);

    // One lost datagram is no silence.
    private const int AsksBeforeSilence = 2;

    private readonly Hearing _hearing = new(time);
    private readonly SearchSignal _bell = new();
    private readonly HashSet<IProtocolProbe> _proven = [];
    private long _contactAt;
    private int _answers;

    public void Answered()
    {
        Volatile.Write(ref _contactAt, time.GetTimestamp());
        Interlocked.Increment(ref _answers);
        _bell.Progress();
    }

    public void Spoke()
    {
        _hearing.Spoke();
        _bell.Progress();
    }

    public void DueToSpeak()
    {
        _hearing.Due();
        _bell.Progress();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            if (UntilNext() is { } left)
                await _bell.WaitAsync(left, time, stop);
            else
                await AskAsync(stop);
        }
    }

    /// <summary>How long there is nothing to do unless something is heard; null when it is time to ask.</summary>
    private TimeSpan? UntilNext()
    {
        // Before the first answer there is nobody to ask, and no timer that would run.
        if (Volatile.Read(ref _answers) == 0)
            return Timeout.InfiniteTimeSpan;
        var (audibility, holds) = _hearing.Judge();
        if (audibility == Audibility.Heard)
            return holds;
        var left = (audibility == Audibility.Lost ? PaceWhenLost : PaceWhenUnknown) - time.GetElapsedTime(Volatile.Read(ref _contactAt));
        if (left <= TimeSpan.Zero)
            return null;
        return holds != Timeout.InfiniteTimeSpan && holds < left ? holds : left;
    }

    private async Task AskAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        Volatile.Write(ref _contactAt, began);
        if (cheapest() is not { } probe)
            return;
        var unanswered = 0;
        while (!await IsAnsweredAsync(probe, PatienceAfter(unanswered, began), stop))
        {
            // The silence of one that has never answered this means nothing.
            if (++unanswered >= AsksBeforeSilence && !probe.AnswersAsks && !_proven.Contains(probe))
                return;
        }

        _proven.Add(probe);
        if (unanswered >= AsksBeforeSilence)
            returned($"it answers again after {time.GetElapsedTime(began).TotalSeconds:0} s of silence");
    }

    private TimeSpan PatienceAfter(int unanswered, long began) =>
        unanswered == 0 ? Patience : time.GetElapsedTime(began) < LongestBoot ? PaceInSilence : PaceWhenLost;

    private async Task<bool> IsAnsweredAsync(IProtocolProbe probe, TimeSpan patience, CancellationToken stop)
    {
        var before = Volatile.Read(ref _answers);
        var asked = time.GetTimestamp();
        probe.Ask();
        while (Volatile.Read(ref _answers) == before)
        {
            var left = patience - time.GetElapsedTime(asked);
            if (left <= TimeSpan.Zero)
                return false;
            await _bell.WaitAsync(left, time, stop);
        }
        return true;
    }
}
