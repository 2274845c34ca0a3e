using System.Net;
using System.Text;
using Porthole.Simulation.Http;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>The router's web side: description, SOAP and events on one port.</summary>
internal sealed class UpnpServer : IAsyncDisposable
{
    private readonly RouterCore _core;
    private readonly Urns _urns;
    private readonly SoapDispatcher _soap;
    private HttpServer _http;
    private HttpServer? _control;

    public UpnpServer(RouterCore core, Urns urns)
    {
        (_core, _urns) = (core, urns);
        _soap = new SoapDispatcher(core, urns);
        Events = new EventPublisher(core);
        core.Table.Changed += TableChanged;
        _http = Listen(core.Options.HttpPort);
        _control = core.Options.SeparateControlPort ? Listen(0) : null;
    }

    public EventPublisher Events { get; }

    public IPEndPoint EndPoint => _http.EndPoint;

    public Uri DescriptionUrl => new($"http://{EndPoint}{Urns.DescriptionPath}");

    /// <summary>Forgets subscriptions and comes back, on another port unless one was set (miniupnpd with http_port=0).</summary>
    public async ValueTask RestartAsync()
    {
        Events.Forget();
        if (!_core.Options.Protocols.HasFlag(RouterProtocols.Upnp))
            return;

        // The new one listens before the old one closes, so that the system cannot hand out the same port again.
        var former = _http;
        if (_core.Options.HttpPort == 0)
            _http = Listen(0);
        await former.DisposeAsync();
        if (_core.Options.HttpPort != 0)
            _http = Listen(_core.Options.HttpPort);
        if (_control is not { } formerControl)
            return;
        _control = Listen(0);
        await formerControl.DisposeAsync();
    }

    // Absolute where control has a port of its own (D-Link DIR-655), else nothing: relative to the description.
    private string ControlBase => _control is { } control ? $"http://{control.EndPoint}" : "";

    /// <summary>Stops to listen: connections are refused.</summary>
    public async ValueTask CloseAsync()
    {
        await _http.DisposeAsync();
        if (_control is not null)
            await _control.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _core.Table.Changed -= TableChanged;
        await CloseAsync();
        await Events.DisposeAsync();
    }

    private void TableChanged(object? sender, EventArgs e) => Events.TableChanged();

    private HttpServer Listen(int port) => new(new IPEndPoint(_core.Options.LanAddress, port), AnswerAsync, _core.Time);

    private async ValueTask<HttpReply?> AnswerAsync(HttpCall call, CancellationToken cancellationToken)
    {
        _core.Counts.Add(HttpRequestKind.Of(call));
        _core.Counts.HttpBegins();
        try
        {
            return await ActAsync(call, cancellationToken);
        }
        finally
        {
            _core.Counts.HttpEnds();
        }
    }

    private async ValueTask<HttpReply?> ActAsync(HttpCall call, CancellationToken cancellationToken)
    {
        // A router that hangs does not act either.
        var reply = _core.Answers(RouterProtocols.Upnp) ? _core.Quirks.AnswerHttp(call) ?? Route(call) : null;
        await _core.ThinkAsync(cancellationToken);
        return reply is not null && _core.Answers(RouterProtocols.Upnp) ? _core.Quirks.ChangeHttp(call, reply) : null;
    }

    private HttpReply Route(HttpCall call) => (call.Method, HttpRequestKind.Path(call)) switch
    {
        ("GET", Urns.DescriptionPath) => Xml(DescriptionDocument.Write(_core.Options, _urns, new Uri($"http://{EndPoint}/"), ControlBase)),
        ("GET", Urns.ConnectionScpdPath) => Xml(ServiceDocument.Connection(_urns.Version)),
        ("GET", Urns.CommonScpdPath) => Xml(ServiceDocument.CommonInterface(_urns.Version)),
        ("POST" or "M-POST", var path) when path.StartsWith(Urns.ControlPrefix, StringComparison.Ordinal) => Served(_soap.Answer(call)),
        ("SUBSCRIBE", Urns.ConnectionEventPath or Urns.CommonEventPath) => Events.Subscribe(call),
        ("UNSUBSCRIBE", Urns.ConnectionEventPath or Urns.CommonEventPath) => Events.Unsubscribe(call),
        _ => Served(HttpReply.Error(404, "Not Found")),
    };

    private HttpReply Xml(string document) => Served(HttpReply.Ok("text/xml; charset=\"utf-8\"", Encoding.UTF8.GetBytes(document)));

    private HttpReply Served(HttpReply reply) => reply
        .WithHeader("Connection", "close")
        .WithHeader("Server", _core.Options.Server)
        .WithHeader("Ext", "");
}
