using System.Collections.Concurrent;
using System.Collections.Immutable;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Soap;

/// <summary>
/// Calls one service, one call at a time: many routers serve a single connection and lose or refuse a second one.
/// It learns what this router needs: which of the possible URLs, which dialect, which order, a pause between calls.
/// </summary>
internal sealed class SoapClient(RouterHttpClient http, WanConnection service, TimeProvider time)
{
    // What go-ethereum and go-upnp settled on for routers that limit the rate (NebulousLabs/go-upnp#11).
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(200);

    // "Invalid Action" (UPnP Device Architecture 1.1, 3.2.2).
    private const int InvalidAction = 401;

    // A failure so soon behind the call before may come of the haste; a later one does not.
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _orders = [];
    private SoapDialect _dialect;
    private int _url;
    private bool _isProven;
    private bool _needsGap;
    private long? _lastCall;

    public WanConnection Service => service;

    /// <summary>Whose turn it is to connect to the router's web server.</summary>
    public AsyncTurn Turn { get; } = new();

    /// <summary>Told when the service is gone from its URL, once for each call that finds it so.</summary>
    public Action<string>? Gone { get; set; }

    /// <summary>The URL that calls go to.</summary>
    public Uri ControlUrl => service.ControlUrls[_url];

    /// <summary>Calls an action; throws only <see cref="OperationCanceledException"/>.</summary>
    public async ValueTask<SoapReply> CallAsync(SoapCall call, CancellationToken cancellationToken)
    {
        if (_orders.TryGetValue(call.Action, out var order))
        {
            call = call with { Arguments = ArgumentOrder.Apply(order, call.Arguments) };
        }

        await Turn.TakeAsync(cancellationToken);
        try
        {
            var reply = await CallInTurnAsync(call, cancellationToken);
            if (_isProven && reply is { Outcome: SoapOutcome.Gone, Code: not null } && await IsAliveAsync(cancellationToken))
            {
                // 404 for this action alone, not for the service.
                reply = reply with { Outcome = SoapOutcome.HttpRefused };
            }

            _isProven |= reply.Outcome is SoapOutcome.Granted or SoapOutcome.Fault;
            if (reply.Outcome == SoapOutcome.Gone)
            {
                Gone?.Invoke(reply.Evidence);
            }

            return reply;
        }
        finally
        {
            Turn.Give();
        }
    }

    /// <summary>Reads the order of an action's arguments in the service's own description; true when it differs from the one sent so far.</summary>
    public async ValueTask<bool> LearnOrderAsync(SoapCall call, CancellationToken cancellationToken)
    {
        foreach (var url in service.ScpdUrls)
        {
            var result = await http.GetAsync(url, cancellationToken);
            if (result.Reply is not { IsSuccess: true } reply
                || ArgumentOrder.Parse(reply.Body.Span, call.Action) is not { Count: > 0 } order)
            {
                continue;
            }

            return _orders.TryAdd(call.Action, order) && !ArgumentOrder.Apply(order, call.Arguments).SequenceEqual(call.Arguments);
        }

        return false;
    }

    /// <summary>Whether the service still answers the one action that every router knows.</summary>
    private async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        var reply = await ExchangeAsync(new SoapCall("GetExternalIPAddress", []), _dialect, cancellationToken);
        return reply.Outcome is SoapOutcome.Granted or SoapOutcome.Fault;
    }

    private async ValueTask<SoapReply> CallInTurnAsync(SoapCall call, CancellationToken cancellationToken)
    {
        var isHasty = _lastCall is { } last && time.GetElapsedTime(last) < Haste;
        if (_needsGap && isHasty)
        {
            await Task.Delay(Gap, time, cancellationToken);
        }

        var reply = await TryUrlsAsync(call, cancellationToken);
        if (isHasty && !_needsGap && IsRejection(reply))
        {
            await Task.Delay(Gap, time, cancellationToken);
            reply = await TryUrlsAsync(call, cancellationToken);
            _needsGap = reply.Outcome is SoapOutcome.Granted or SoapOutcome.Fault;
        }

        _lastCall = time.GetTimestamp();
        return reply;
    }

    /// <summary>Whether a router that takes calls only one by one, with pauses, might answer so.</summary>
    private static bool IsRejection(SoapReply reply) =>
        reply.Outcome is SoapOutcome.Gone or SoapOutcome.Dropped || reply is { Outcome: SoapOutcome.HttpRefused, Code: 500 or 503 };

    private async ValueTask<SoapReply> TryUrlsAsync(SoapCall call, CancellationToken cancellationToken)
    {
        var reply = await TryDialectsAsync(call, cancellationToken);
        for (var i = 0; i < service.ControlUrls.Length && !_isProven && reply.Outcome is SoapOutcome.Gone or SoapOutcome.HttpRefused; i++)
        {
            if (i == _url)
            {
                continue;
            }

            var before = _url;
            _url = i;
            var other = await TryDialectsAsync(call, cancellationToken);
            if (other.Outcome is SoapOutcome.Granted or SoapOutcome.Fault)
            {
                return other;
            }

            _url = before;
        }

        return reply;
    }

    private async ValueTask<SoapReply> TryDialectsAsync(SoapCall call, CancellationToken cancellationToken)
    {
        var reply = await ExchangeAsync(call, _dialect, cancellationToken);
        if (_isProven)
        {
            return reply;
        }

        foreach (var dialect in OtherDialects(reply))
        {
            // A router that does not find the action in a dialect answers 401, and understands it no better than before.
            var other = await ExchangeAsync(call, dialect, cancellationToken);
            if (other.Outcome is SoapOutcome.Granted or SoapOutcome.Fault && !other.IsFault(InvalidAction))
            {
                _dialect = dialect;
                return other;
            }
        }

        return reply;
    }

    private static ImmutableArray<SoapDialect> OtherDialects(SoapReply reply) => reply switch
    {
        { Outcome: SoapOutcome.HttpRefused, Code: 405 } => [SoapDialect.Extension],
        { Outcome: SoapOutcome.HttpRefused, Code: 400 or 500 or 501 } => [SoapDialect.UpperCase],
        _ => [],
    };

    private async ValueTask<SoapReply> ExchangeAsync(SoapCall call, SoapDialect dialect, CancellationToken cancellationToken)
    {
        var result = await http.SendAsync(call.ToRequest(service.ServiceType, ControlUrl, dialect), cancellationToken);
        if (result.Reply is not { } reply)
        {
            return Failed(call, result);
        }

        var parsed = SoapReplyParser.Parse(reply.Body.Span, reply.Status, call.Action);
        return parsed is { Outcome: SoapOutcome.HttpRefused, Code: 404 or 410 } ? parsed with { Outcome = SoapOutcome.Gone } : parsed;
    }

    private static SoapReply Failed(SoapCall call, HttpResult result) => new(result.Failure switch
    {
        HttpFailure.Refused => SoapOutcome.Gone,
        HttpFailure.Timeout => SoapOutcome.NoAnswer,
        HttpFailure.Broken => SoapOutcome.Dropped,
        _ => SoapOutcome.Garbage,
    })
    {
        Evidence = $"{call.Action}: {result.Evidence}",
    };
}
