using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>Subscribes to a service's events, renews the subscription while it is wanted and cancels it at the end (UPnP Device Architecture 1.1, 4.1).</summary>
internal sealed class EventSubscription(
    IReadOnlyList<Uri> urls, RouterHttpClient http, AsyncTurn turn, GatewayIdentity identity, DefaultGateway gateway, TimeProvider time, Action<EventProperties> received, IProbeSink sink)
{
    // The first mappings are worth more than the first event, and many routers serve one connection at a time.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    // Renewals oftener than this serve nobody, whatever the router grants.
    private static readonly TimeSpan ShortestRenewal = TimeSpan.FromSeconds(30);

    // After a subscription is lost it is asked for again so soon, then less and less often. Events only hasten what polling finds.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(30);

    // The end of the program does not wait longer for a router to take note of it.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly EventOrder _order = new();
    private readonly SearchSignal _loss = new();
    private TimeSpan _pauseAfterLoss;
    private long? _lossAt;

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

    private void Hear(EventMessage message)
    {
        sink.Spoke();
        var verdict = _order.Judge(message);
        if (verdict.IsNews)
        {
            received(message.Properties);
        }

        if (verdict.Loss is { } loss)
        {
            sink.EventsMissed(loss);
            _loss.Progress();
        }
    }

    private async Task KeepAsync(Uri callback, CancellationToken cancellationToken)
    {
        var retry = FirstRetry;
        while (true)
        {
            _loss.Clear();
            _order.Begin();
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
                if (!await RenewAsync(grant, cancellationToken))
                {
                    await Task.Delay(PauseAfterLoss(), time, cancellationToken);
                    continue;
                }
            }

            await Task.Delay(retry, time, cancellationToken);
            retry = Longer(retry);
        }
    }

    /// <summary>After a loss it is subscribed anew at once. One loss behind the other is the fault of the network or of the router's counting, which no subscription heals.</summary>
    private TimeSpan PauseAfterLoss()
    {
        var isFirst = _lossAt is not { } before || time.GetElapsedTime(before) >= 2 * LongestRetry;
        _lossAt = time.GetTimestamp();
        return _pauseAfterLoss = isFirst ? TimeSpan.Zero : _pauseAfterLoss == TimeSpan.Zero ? FirstRetry : Longer(_pauseAfterLoss);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestRetry ? pause * 2 : LongestRetry;

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
            var answer = await SubscribeAsync(SubscriptionRequests.Subscribe(url, callback), url, late.Token);
            if (answer.Grant is not null)
            {
                return answer;
            }

            isRefused &= answer.IsRefused;
        }

        return new Answer(null, isRefused);
    }

    /// <summary>Renews at half the granted time until the router no longer knows the subscription; false when events were lost, which ends it too.</summary>
    private async Task<bool> RenewAsync(Grant grant, CancellationToken cancellationToken)
    {
        try
        {
            for (Grant? current = grant; current is not null;)
            {
                var wait = TimeSpan.FromSeconds(current.Seconds / 2);
                if (await _loss.WaitAsync(wait > ShortestRenewal ? wait : ShortestRenewal, time, cancellationToken) != SearchCall.None)
                {
                    await TakeLeaveAsync(grant);
                    return false;
                }

                current = (await SubscribeAsync(SubscriptionRequests.Renew(current), current.Url, cancellationToken)).Grant;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            await TakeLeaveAsync(grant);
            throw;
        }
    }

    private async ValueTask<Answer> SubscribeAsync(HttpRequest request, Uri url, CancellationToken cancellationToken)
    {
        var result = await SendInTurnAsync(request, cancellationToken);
        var grant = SubscriptionRequests.Read(url, result.Reply);
        return new Answer(grant, IsRefused: grant is null && result.Reply is not null);
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

    private async Task TakeLeaveAsync(Grant grant)
    {
        using var goodbye = new CancellationTokenSource(LongestGoodbye, time);
        try
        {
            await SendInTurnAsync(SubscriptionRequests.Unsubscribe(grant), goodbye.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private sealed record Answer(Grant? Grant, bool IsRefused);
}
