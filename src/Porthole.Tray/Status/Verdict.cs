namespace Porthole.Tray.Status;

/// <summary>How things stand, in one sentence.</summary>
internal sealed record Verdict(Mood Mood, Standing Standing, string Sentence);

/// <summary>What the icon shows; the dashboard's verdict has the same first three.</summary>
internal enum Mood
{
    /// <summary>No agent to tell.</summary>
    Away,
    Good,
    Note,
    Bad,
}

/// <summary>What the owner is told of when it changes.</summary>
internal enum Standing
{
    /// <summary>Nothing to tell of: not known yet, under way, or nothing wished.</summary>
    Open,
    Good,
    Bad,
}
