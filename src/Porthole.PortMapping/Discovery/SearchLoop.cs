namespace Porthole.PortMapping.Discovery;

/// <summary>Sends the bursts of every search at their times and tells when one has run its time.</summary>
internal sealed class SearchLoop(
    IReadOnlyList<IProtocolProbe> probes,
    Func<bool> nothingFound,
    SearchSignal signal,
    TimeProvider time,
    Action<IReadOnlyList<ProbeReport>> ended)
{
    private volatile bool _searching;

    /// <summary>Whether a search is under way.</summary>
    public bool Searching => _searching;

    public async Task RunAsync(CancellationToken stop)
    {
        var bursts = SearchSchedule.Bursts;
        var pause = SearchSchedule.FirstPause;
        while (true)
        {
            var restart = !await SearchAsync(bursts, stop)
                || await CalledWithinAsync(nothingFound() ? pause : Timeout.InfiniteTimeSpan, stop);
            bursts = restart ? SearchSchedule.Bursts : SearchSchedule.Look;
            pause = restart ? SearchSchedule.FirstPause : Shorter(pause * 2, SearchSchedule.LongestPause);
        }
    }

    /// <summary>One search to its verdict; false when it was broken off to begin anew.</summary>
    private async Task<bool> SearchAsync(IReadOnlyList<TimeSpan> bursts, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        signal.Clear();
        _searching = true;
        for (var attempt = 0; attempt <= bursts.Count; attempt++)
        {
            var due = attempt < bursts.Count ? bursts[attempt] : SearchSchedule.Verdict;
            while (attempt > 0 && !AllAnswered && Left(began, due) is var left && left > TimeSpan.Zero)
            {
                var call = await signal.WaitAsync(left, time, stop);
                if (call == SearchCall.Again && time.GetElapsedTime(began) >= SearchSchedule.TooYoungToRestart)
                    return false;
            }
            if (attempt > 0 && AllAnswered)
                break;
            if (attempt < bursts.Count)
                Send(attempt, isLook: bursts == SearchSchedule.Look);
        }
        _searching = false;
        ended([.. probes.Select(probe => probe.Report())]);
        return true;
    }

    /// <summary>Waits for a call to search anew; false when the pause ran out.</summary>
    private async Task<bool> CalledWithinAsync(TimeSpan pause, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var left = pause == Timeout.InfiniteTimeSpan ? pause : Left(began, pause);
            if (left <= TimeSpan.Zero && pause != Timeout.InfiniteTimeSpan)
                return false;
            if (await signal.WaitAsync(left, time, stop) == SearchCall.Again)
                return true;
        }
    }

    private bool AllAnswered => probes.All(probe => probe.Report().Answered);

    private TimeSpan Left(long began, TimeSpan due) => due - time.GetElapsedTime(began);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void Send(int attempt, bool isLook)
    {
        foreach (var probe in probes)
        {
            if (isLook)
                probe.Look();
            else if (attempt == 0 || !probe.Report().Answered)
                probe.Send(attempt);
        }
    }
}
