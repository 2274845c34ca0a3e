using System.Collections.Immutable;
using System.Net;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>GENA (UPnP Device Architecture 1.1, 4): keeps subscriptions and tells them what changed.</summary>
internal sealed class EventPublisher(RouterCore core) : IAsyncDisposable
{
    // What UPnP Device Architecture 1.1, 4.1.2 recommends at least.
    private const int DefaultSeconds = 1800;

    // Bounds what a hostile client can make this process hold.
    private const int MaximumSubscriptions = 64;

    private readonly TaskSet _sending = new();
    private readonly CancellationTokenSource _stop = new();
    private ImmutableDictionary<string, Subscription> _subscriptions = ImmutableDictionary<string, Subscription>.Empty;

    /// <summary>The subscriptions in force.</summary>
    public int Count => _subscriptions.Count;

    public HttpReply Subscribe(HttpCall call)
    {
        Purge();
        if (call.Header("SID") is { } sid)
            return call.Header("CALLBACK") is null && call.Header("NT") is null ? Renew(sid, call) : HttpReply.Error(400, "Bad Request");
        if (call.Header("NT") != "upnp:event" || Callback(call) is not { } callback)
            return HttpReply.Error(412, "Precondition Failed");
        if (_subscriptions.Count >= MaximumSubscriptions)
            return HttpReply.Error(503, "Service Unavailable");

        var seconds = Seconds(call);
        var subscription = new Subscription($"uuid:{Guid.NewGuid()}", callback, core.Options.LanAddress, core.Quirks, core.Time)
        {
            Until = Until(seconds),
            IsForConnection = call.Target == Urns.ConnectionEventPath,
        };
        ImmutableInterlocked.TryAdd(ref _subscriptions, subscription.Sid, subscription);
        _sending.Add(subscription.RunAsync(_stop.Token));

        // The first message tells every evented variable (UPnP Device Architecture 1.1, 4.2).
        if (subscription.IsForConnection)
            subscription.Enqueue(("PossibleConnectionTypes", "IP_Routed"), ("ConnectionStatus", Status), ("ExternalIPAddress", Address), ("PortMappingNumberOfEntries", Entries));
        else
            subscription.Enqueue(("PhysicalLinkStatus", Link));
        return Granted(subscription.Sid, seconds);
    }

    public HttpReply Unsubscribe(HttpCall call)
    {
        if (call.Header("SID") is not { } sid || !ImmutableInterlocked.TryRemove(ref _subscriptions, sid, out var gone))
            return HttpReply.Error(412, "Precondition Failed");
        gone.End();
        return new HttpReply();
    }

    public void TableChanged() => Publish(isForConnection: true, ("PortMappingNumberOfEntries", Entries));

    public void AddressChanged()
    {
        Publish(isForConnection: true, ("ConnectionStatus", Status), ("ExternalIPAddress", Address));
        Publish(isForConnection: false, ("PhysicalLinkStatus", Link));
    }

    /// <summary>Forgets every subscription without a word, as a restart does.</summary>
    public void Forget()
    {
        foreach (var subscription in Interlocked.Exchange(ref _subscriptions, _subscriptions.Clear()).Values)
            subscription.End();
    }

    public async ValueTask DisposeAsync()
    {
        Forget();
        await _stop.CancelAsync();
        await _sending.WhenAllAsync();
        _stop.Dispose();
    }

    private string Link => core.IsConnected ? "Up" : "Down";

    private string Status => core.IsConnected ? "Connected" : "Disconnected";

    private string Address => core.IsConnected ? core.ReportedAddress.ToString() : "";

    private string Entries => core.Table.Snapshot().Count.ToString();

    private void Publish(bool isForConnection, params (string Name, string Value)[] variables)
    {
        Purge();
        if (!core.Answers(RouterProtocols.Upnp))
            return;
        foreach (var subscription in _subscriptions.Values.Where(s => s.IsForConnection == isForConnection))
            subscription.Enqueue(variables);
    }

    private HttpReply Renew(string sid, HttpCall call)
    {
        if (!_subscriptions.TryGetValue(sid, out var subscription))
            return HttpReply.Error(412, "Precondition Failed");
        var seconds = Seconds(call);
        subscription.Until = Until(seconds);
        return Granted(sid, seconds);
    }

    private HttpReply Granted(string sid, int seconds) => new HttpReply()
        .WithHeader("Server", core.Options.Server)
        .WithHeader("SID", sid)
        .WithHeader("Timeout", $"Second-{seconds}");

    private void Purge()
    {
        foreach (var (sid, subscription) in _subscriptions)
        {
            if (subscription.Until <= core.Time.GetUtcNow() && ImmutableInterlocked.TryRemove(ref _subscriptions, sid, out _))
                subscription.End();
        }
    }

    private DateTimeOffset Until(int seconds) => core.Time.GetUtcNow() + TimeSpan.FromSeconds(seconds);

    private static int Seconds(HttpCall call) =>
        call.Header("TIMEOUT") is { } text && text.StartsWith("Second-", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(text.AsSpan("Second-".Length), out var seconds) && seconds > 0
            ? seconds
            : DefaultSeconds;

    /// <summary>The callback, only where it leads back to the host that asks (miniupnpd, upnphttp.c): nobody is told to send to others.</summary>
    private static Uri? Callback(HttpCall call) =>
        call.Header("CALLBACK") is ['<', .. var inner]
            && inner.IndexOf('>') is > 0 and var end
            && Uri.TryCreate(inner[..end], UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttp
            && IPAddress.TryParse(uri.Host, out var host)
            && host.Equals(call.From.Address)
            ? uri
            : null;
}
