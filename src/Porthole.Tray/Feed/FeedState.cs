using Porthole.Tray.Status;

namespace Porthole.Tray.Feed;

/// <summary>What the tray knows of the agent at one moment.</summary>
internal abstract record FeedState
{
    private FeedState()
    {
    }

    /// <summary>The first attempt is under way.</summary>
    internal sealed record Connecting : FeedState;

    /// <summary>The agent answers, and this is its newest status.</summary>
    internal sealed record Live(StatusDocument Status) : FeedState;

    /// <summary>The agent cannot be followed; another attempt comes by itself.</summary>
    internal sealed record Lost(LostReason Reason) : FeedState;
}

/// <summary>Why the agent cannot be followed.</summary>
internal enum LostReason
{
    /// <summary>Nothing listens at its address, or the connection broke.</summary>
    NoAnswer,

    /// <summary>Something answers there that does not speak as an agent does.</summary>
    NotAnAgent,
}
