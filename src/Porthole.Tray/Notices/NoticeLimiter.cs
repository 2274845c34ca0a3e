using Porthole.Tray.Status;

namespace Porthole.Tray.Notices;

/// <summary>
/// Decides when the owner is told that things turned bad or good again: once for each turn, only when it lasts,
/// and not more than once a minute. The first standing after a start is no turn: the icon shows it.
/// </summary>
internal sealed class NoticeLimiter(TimeProvider time)
{
    /// <summary>The owner's peace.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(1);

    /// <summary>A restart of the agent or of a flow of mappings is over within this; nobody needs to hear of it.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>What the owner was told last, or saw first; null before.</summary>
    private Standing? _told;
    private Verdict? _turn;
    private long _turnedAt;
    private long? _shownAt;

    /// <summary>Takes the newest verdict.</summary>
    public void Observe(Verdict verdict)
    {
        if (verdict.Standing == Standing.Open)
        {
            _turn = null;
            return;
        }

        _told ??= verdict.Standing;
        if (verdict.Standing == _told)
        {
            _turn = null;
            return;
        }

        if (_turn is null) _turnedAt = time.GetTimestamp();
        _turn = verdict;
    }

    /// <summary>How long until there is something to tell; null when there is nothing.</summary>
    public TimeSpan? Wait()
    {
        if (_turn is null) return null;
        var settled = Settling - time.GetElapsedTime(_turnedAt);
        var gap = _shownAt is { } shown ? Gap - time.GetElapsedTime(shown) : TimeSpan.Zero;
        var longer = settled > gap ? settled : gap;
        return longer > TimeSpan.Zero ? longer : TimeSpan.Zero;
    }

    /// <summary>What to tell now; null when it is not time, or there is nothing.</summary>
    public Notice? Take()
    {
        if (_turn is not { } turn || Wait() > TimeSpan.Zero) return null;
        _told = turn.Standing;
        _turn = null;
        _shownAt = time.GetTimestamp();
        return new Notice(Texts.Product, turn.Sentence);
    }
}
