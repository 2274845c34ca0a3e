namespace Porthole.Agent.Hosting;

/// <summary>Keeps a second agent off the same state folder; the operating system lets go when the process ends, however it ends.</summary>
internal sealed class AgentLock : IDisposable
{
    private readonly FileStream _file;

    private AgentLock(FileStream file) => _file = file;

    /// <summary>Null when another agent holds the folder.</summary>
    public static AgentLock? TryTake(StateFolder folder)
    {
        try
        {
            return new AgentLock(new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's agent keeps its lock from us as well.
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
