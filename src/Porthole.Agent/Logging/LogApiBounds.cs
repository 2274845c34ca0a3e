namespace Porthole.Agent.Logging;

/// <summary>How much of the log is given at once.</summary>
internal static class LogApiBounds
{
    /// <summary>What the dashboard asks for at first.</summary>
    public const int UsualEntries = 200;

    /// <summary>About a megabyte of text: more is read from the files themselves.</summary>
    public const int MostEntries = 5000;
}
