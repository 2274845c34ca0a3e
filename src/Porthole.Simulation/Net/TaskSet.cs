namespace Porthole.Simulation.Net;

/// <summary>Tasks under way; finished ones drop out by themselves, failed ones stay until they are awaited.</summary>
internal sealed class TaskSet
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _tasks = [];

    public void Add(Task task)
    {
        lock (_gate)
            _tasks.Add(task);
        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>Waits for all; throws what a task threw, because that is a bug in this room.</summary>
    public Task WhenAllAsync()
    {
        lock (_gate)
            return Task.WhenAll(_tasks);
    }

    private void Remove(Task task)
    {
        lock (_gate)
            _tasks.Remove(task);
    }
}
