using Porthole.Agent.Hosting;

namespace Porthole.Agent.Tests.Support;

/// <summary>A state folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => State = StateFolder.At(Directory.CreateTempSubdirectory("porthole-test-").FullName);

    public StateFolder State { get; }

    public string File(string name) => Path.Combine(State.Path, name);

    public void Dispose() => Directory.Delete(State.Path, recursive: true);
}
