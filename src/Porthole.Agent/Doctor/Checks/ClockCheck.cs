using System.Runtime.CompilerServices;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether this PC's clock agrees with those of the router and the cameras, as their web pages tell them (RFC 9110, 6.6.1).</summary>
internal sealed class ClockCheck : ICheck
{
    /// <summary>More than this makes recordings hard to compare, and camera logins by time (WS-Security) fail.</summary>
    private static readonly TimeSpan MostApart = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A clock before this year was never set.</summary>
    private const int FirstYear = 2024;

    /// <summary>Some are enough to see who is wrong.</summary>
    private const int MostAsked = 4;

    /// <summary>Ports that are a web page by their usual use.</summary>
    private static readonly int[] WebPorts = [80, 81, 8000, 8080];

    public string Id => "clock";

    public string Title => "Clock";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = 0;
        foreach (var (who, page) in Pages(patient).Take(MostAsked))
        {
            if (await AskAsync(page, patient.Time, cancellationToken) is not { } date) continue;
            var apart = (patient.Time.GetUtcNow() - date).Duration();
            told++;
            yield return Judge(who, date, apart) with { About = who };
        }

        if (told == 0) yield return Finding.Skipped("Neither the router nor a camera tells its time on a web page.");
    }

    private static Finding Judge(string who, DateTimeOffset date, TimeSpan apart) =>
        date.Year < FirstYear ? Finding.Attention($"Its clock says {date:yyyy-MM-dd}: it was never set.", $"Set the time of {who}, or enter a time server (NTP) there.")
        : apart > MostApart ? Finding.Attention($"Its clock and this PC's are {Words(apart)} apart.", $"Compare both with a clock that is right, and enter a time server (NTP) in the one that is wrong.")
        : Finding.Good($"It agrees with this PC's clock within {Math.Ceiling(apart.TotalSeconds):0} s.");

    // A clock that lost its date is off by days, and by nothing else perhaps.
    private static string Words(TimeSpan apart) => apart.Days switch
    {
        0 => $"{apart:hh\\:mm\\:ss}",
        1 => $"1 day and {apart:hh\\:mm\\:ss}",
        _ => $"{apart.Days} days and {apart:hh\\:mm\\:ss}",
    };

    private static IEnumerable<(string Who, Uri Page)> Pages(Patient patient)
    {
        if (patient.Snapshot.Gateway is { } gateway) yield return ("the router", new UriBuilder("http", gateway.Address.ToString(), patient.RouterWebPort).Uri);
        foreach (var device in patient.Snapshot.Forwards
            .Where(forward => forward.Wish is { Transport: Transport.Tcp, Address: not null } wish && (wish.Name.Contains("http", StringComparison.OrdinalIgnoreCase) || WebPorts.Contains(wish.InternalPort)))
            .DistinctBy(forward => forward.Wish.Address))
        {
            yield return (device.Wish.Device, new UriBuilder("http", device.Wish.Address!.ToString(), device.Wish.InternalPort).Uri);
        }
    }

    private static async Task<DateTimeOffset?> AskAsync(Uri page, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        try
        {
            using var answer = await http.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.Headers.Date;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
