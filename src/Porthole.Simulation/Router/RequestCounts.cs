namespace Porthole.Simulation;

/// <summary>How often each kind of request reached a simulated router, answered or not. Safe to read at any time.</summary>
public sealed class RequestCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<RouterRequest>().Length];
    private int _http;
    private int _mostHttp;

    /// <summary>How many requests of that kind came since the start or the last <see cref="Reset"/>.</summary>
    public int this[RouterRequest request] => Volatile.Read(ref _counts[(int)request]);

    /// <summary>How many requests came in all.</summary>
    public int Total
    {
        get
        {
            var total = 0;
            for (var i = 0; i < _counts.Length; i++)
                total += Volatile.Read(ref _counts[i]);
            return total;
        }
    }

    /// <summary>The most requests over HTTP that were under way at the same time: 1 where the client sends one after the other.</summary>
    public int MostHttpAtOnce => Volatile.Read(ref _mostHttp);

    /// <summary>Sets every count to 0.</summary>
    public void Reset()
    {
        Volatile.Write(ref _mostHttp, 0);
        for (var i = 0; i < _counts.Length; i++)
            Volatile.Write(ref _counts[i], 0);
    }

    /// <summary>The kinds that came, with their counts: for the message of a failed assertion.</summary>
    public override string ToString() => string.Join(
        ", ",
        Enum.GetValues<RouterRequest>().Where(r => this[r] > 0).Select(r => $"{r} {this[r]}"));

    internal void Add(RouterRequest request) => Interlocked.Increment(ref _counts[(int)request]);

    internal void HttpBegins()
    {
        var now = Interlocked.Increment(ref _http);
        for (var most = MostHttpAtOnce; now > most; most = MostHttpAtOnce)
            Interlocked.CompareExchange(ref _mostHttp, now, most);
    }

    internal void HttpEnds() => Interlocked.Decrement(ref _http);
}
