using System.Globalization;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>Subscribes to a service's events, renews the subscription while it is wanted and cancels it at the end (UPnP Device Architecture 1.1, 4.1).</summary>
internal sealed class EventSubscription(
    IReadOnlyList<Uri> urls, RouterHttpClient http, AsyncTurn turn, GatewayIdentity identity, DefaultGateway gateway, TimeProvider time, Action<EventProperties> received, IProbeSink sink)
{
    // The architecture's recommended length (4.1.2: "should be greater than or equal to 1800 seconds").
    private const int WishedSeconds = 1800;

    // The first mappings are worth more than the first event, and many routers serve one connection at a time.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    // Renewals oftener than this serve nobody, whatever the router grants.
    private static readonly TimeSpan ShortestRenewal = TimeSpan.FromSeconds(30);

    // After a subscription is lost it is asked for again so soon, then less and less often. Events only hasten what polling finds.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(30);

    // The end of the program does not wait longer for a router to take note of it.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled, or until the router shows that it has no events.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(FirstWait, time, cancellationToken);
            using var listener = EventListener.Open(gateway, identity, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var listening = listener.ListenAsync(Hear, stop.Token);
            try
            {
                await KeepAsync(listener.Callback, cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
                await listening;
            }
        }
        catch (SocketException)
        {
            // The interface is gone; the session ends as well.
        }
        catch (OperationCanceledException)
        {
            // No longer wanted.
        }
    }

    private void Hear(EventProperties properties)
    {
        sink.Spoke();
        received(properties);
    }

    private async Task KeepAsync(Uri callback, CancellationToken cancellationToken)
    {
        var retry = FirstRetry;
        while (true)
        {
            var answer = await SubscribeAnywhereAsync(callback, cancellationToken);
            if (answer.IsRefused)
            {
                return;
            }

            if (answer.Grant is { } grant)
            {
                retry = FirstRetry;

                // The first event follows a subscription at once (UPnP Device Architecture 1.1, 4.3.2).
                sink.DueToSpeak();
                await RenewAsync(grant, cancellationToken);
            }

            await Task.Delay(retry, time, cancellationToken);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    /// <summary>Subscribes at the first URL that takes it; refused when none does and every one answered.</summary>
    private async ValueTask<Answer> SubscribeAnywhereAsync(Uri callback, CancellationToken cancellationToken)
    {
        // A router that has taken a SUBSCRIBE holds the subscription, whether or not its answer is waited for: at the end it
        // is given a moment to name it, so that it can be cancelled.
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var ending = cancellationToken.Register(() => late.CancelAfter(LongestGoodbye));
        var isRefused = true;
        foreach (var url in urls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await SubscribeAsync(Subscribe(url, callback), url, late.Token);
            if (answer.Grant is not null)
            {
                return answer;
            }

            isRefused &= answer.IsRefused;
        }

        return new Answer(null, isRefused);
    }

    /// <summary>Renews at half the granted time until the router no longer knows the subscription.</summary>
    private async Task RenewAsync(Grant grant, CancellationToken cancellationToken)
    {
        try
        {
            for (Grant? current = grant; current is not null;)
            {
                var wait = TimeSpan.FromSeconds(current.Seconds / 2);
                await Task.Delay(wait > ShortestRenewal ? wait : ShortestRenewal, time, cancellationToken);
                current = (await SubscribeAsync(Renew(current), current.Url, cancellationToken)).Grant;
            }
        }
        catch (OperationCanceledException)
        {
            using var goodbye = new CancellationTokenSource(LongestGoodbye, time);
            await UnsubscribeAsync(grant, goodbye.Token);
            throw;
        }
    }

    private async ValueTask<Answer> SubscribeAsync(HttpRequest request, Uri url, CancellationToken cancellationToken)
    {
        var result = await SendInTurnAsync(request, cancellationToken);
        return result.Reply is { IsSuccess: true, Head: { Sid.Length: > 0 } head }
            ? new Answer(new Grant(url, head.Sid, Seconds(head.Timeout)), IsRefused: false)
            : new Answer(null, IsRefused: result.Reply is not null);
    }

    private async ValueTask<HttpResult> SendInTurnAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await turn.TakeAsync(cancellationToken);
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        finally
        {
            turn.Give();
        }
    }

    private async Task UnsubscribeAsync(Grant grant, CancellationToken cancellationToken)
    {
        try
        {
            await SendInTurnAsync(Request("UNSUBSCRIBE", grant.Url, Header("SID", grant.Sid)), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private static HttpRequest Subscribe(Uri url, Uri callback) => Request(
        "SUBSCRIBE", url, Header("CALLBACK", $"<{callback}>"), Header("NT", "upnp:event"), Header("TIMEOUT", $"Second-{WishedSeconds}"));

    private static HttpRequest Renew(Grant grant) =>
        Request("SUBSCRIBE", grant.Url, Header("SID", grant.Sid), Header("TIMEOUT", $"Second-{WishedSeconds}"));

    private static HttpRequest Request(string method, Uri url, params KeyValuePair<string, string>[] headers) =>
        new(method, url) { Headers = headers, Expectation = HttpExpectation.ReplyWithoutBody };

    private static KeyValuePair<string, string> Header(string name, string value) => new(name, value);

    /// <summary>Reads <c>Second-1800</c>; anything else, <c>infinite</c> among it, counts as what was asked for.</summary>
    private static int Seconds(string timeout)
    {
        var number = timeout[(timeout.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? Math.Min(seconds, WishedSeconds)
            : WishedSeconds;
    }

    private readonly record struct Answer(Grant? Grant, bool IsRefused);

    private sealed record Grant(Uri Url, string Sid, int Seconds);
}
