using System.Threading.Channels;

namespace Porthole.PortMapping;

/// <summary>The watch over one default gateway: searches its protocols, listens to its announcements, tells what it notices.</summary>
public interface IGatewaySession : IAsyncDisposable
{
    /// <summary>The gateway watched.</summary>
    DefaultGateway Gateway { get; }

    /// <summary>What was noticed, in order; one reader. Completed when the session is disposed.</summary>
    ChannelReader<GatewayEvent> Events { get; }

    /// <summary>Sends the first burst; everything is probed at once.</summary>
    void Start();

    /// <summary>Searches anew at once, for instance after a call failed in a way that tells of a restart.</summary>
    void SearchAgain();

    /// <summary>What to remember for the next run.</summary>
    RememberedGateway Remember();
}
