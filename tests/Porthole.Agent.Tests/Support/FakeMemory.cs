using Porthole.Agent.Forwarding;

namespace Porthole.Agent.Tests.Support;

/// <summary>A memory that lives as long as the test.</summary>
internal sealed class FakeMemory : IMemoryStore
{
    public AgentMemory Saved { get; private set; } = AgentMemory.Fresh();

    public AgentMemory Load() => Saved;

    public void Save(AgentMemory memory) => Saved = memory;
}
