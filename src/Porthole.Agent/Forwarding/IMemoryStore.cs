namespace Porthole.Agent.Forwarding;

/// <summary>Where the loop keeps what must survive a restart.</summary>
internal interface IMemoryStore
{
    /// <summary>What was saved last; a fresh memory when there is none that can be used.</summary>
    AgentMemory Load();

    /// <summary>Saves so that a crash at any moment leaves the old memory or the new one.</summary>
    void Save(AgentMemory memory);
}
