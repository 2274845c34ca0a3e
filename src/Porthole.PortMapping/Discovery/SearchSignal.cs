using System.Threading.Channels;

namespace Porthole.PortMapping.Discovery;

/// <summary>What ended a wait of the search loop.</summary>
internal enum SearchCall
{
    /// <summary>The time ran out.</summary>
    None,

    /// <summary>Something was found; what is still waited for may have changed.</summary>
    Progress,

    /// <summary>Everything is to be searched anew.</summary>
    Again,
}

/// <summary>Wakes the search loop from any thread; calls that come together count once.</summary>
internal sealed class SearchSignal
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _again;

    public void Progress() => _bell.Writer.TryWrite(true);

    public void SearchAgain()
    {
        Volatile.Write(ref _again, 1);
        Progress();
    }

    /// <summary>Forgets calls made so far: the search that begins now answers them.</summary>
    public void Clear()
    {
        // In this order a call in between leaves a ring without a reason, which is harmless, and never the other way round.
        _bell.Reader.TryRead(out _);
        Volatile.Write(ref _again, 0);
    }

    /// <summary>Waits for a call, at most <paramref name="timeout"/>.</summary>
    public async ValueTask<SearchCall> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        using var expiry = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, stop);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
            return Interlocked.Exchange(ref _again, 0) == 1 ? SearchCall.Again : SearchCall.Progress;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return SearchCall.None;
        }
    }
}
