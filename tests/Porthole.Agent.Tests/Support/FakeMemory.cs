using Porthole.Agent.Forwarding;

namespace Porthole.Agent.Tests.Support;

/// <summary>A memory that lives as long as the test.</summary>
internal sealed class FakeMemory : IMemoryStore
{
    private int _saves;

    public AgentMemory Saved { get; private set; } = AgentMemory.Fresh();

    /// <summary>How often something was saved.</summary>
    public int Saves => Volatile.Read(ref _saves);

    /// <summary>What a run that is killed now leaves to the next one.</summary>
    public FakeMemory Killed() => new() { Saved = Saved };

    public AgentMemory Load() => Saved;

    public void Save(AgentMemory memory)
    {
        Saved = memory;
        Interlocked.Increment(ref _saves);
    }
}
