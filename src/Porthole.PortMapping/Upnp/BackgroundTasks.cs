namespace Porthole.PortMapping.Upnp;

/// <summary>Keeps the tasks that run beside, so that the end can wait for them.</summary>
internal sealed class BackgroundTasks
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _tasks = [];

    /// <summary>How many still run.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                _tasks.RemoveWhere(task => task.IsCompleted);
                return _tasks.Count;
            }
        }
    }

    public void Run(Task task)
    {
        lock (_lock)
        {
            _tasks.RemoveWhere(done => done.IsCompletedSuccessfully);
            _tasks.Add(task);
        }
    }

    /// <summary>Waits for all of them, those included that are added meanwhile.</summary>
    public async Task WaitAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_lock)
            {
                tasks = [.. _tasks];
                _tasks.Clear();
            }

            if (tasks.Length == 0)
            {
                return;
            }

            await Task.WhenAll(tasks);
        }
    }
}
